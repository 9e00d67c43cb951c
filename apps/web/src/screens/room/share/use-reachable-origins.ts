import { readAddresses } from '@inkroom/client';
import { useEffect, useState } from 'react';
import { gatewayAddress } from '../../../core/config';

/**
 * What a link for others may begin with: the page's own origin, or, where that leads every device to itself, the origins that the
 * gateway knows of its machine. Null while it is asked.
 */
export function useReachableOrigins(): readonly string[] | null {
  const { origin, hostname } = window.location;
  const isLocal = /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  const [addresses, setAddresses] = useState<readonly string[] | null>(null);
  useEffect(() => {
    if (!isLocal) return;
    let current = true;
    void readAddresses(gatewayAddress(origin)).then((known) => {
      if (current) setAddresses(known);
    });
    return () => {
      current = false;
    };
  }, [isLocal, origin]);
  return isLocal ? addresses : [origin];
}
