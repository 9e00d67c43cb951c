'use client';

export function Inspector() {
  return <div />;
}
