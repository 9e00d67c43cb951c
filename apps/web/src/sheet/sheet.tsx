'use client';

export function Sheet() {
  return <div />;
}
