import type { LayerPlan, LayerSpec } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { inputShape, type ListPlan } from './layer-list';

/** Says why a layer does not fit, with the numbers that do not go together. */
export function useFaultText() {
  const t = useTranslations('layers.fault');
  const limits = useRoomView((view) => view.limits);
  return (fault: NonNullable<ListPlan['fault']>, layer: LayerSpec, rows: LayerPlan['rows']): string => {
    const [side = 0] = inputShape(rows, fault.index);
    switch (fault.reason) {
      case 'kernel_too_large':
        return t('kernel_too_large', { size: layer.kind === 'conv' ? layer.kernelSize : 0, side });
      case 'pool_too_large':
        return t('pool_too_large', { size: layer.kind === 'pool' ? layer.size : 0, side });
      case 'batch_norm_misplaced':
        return t('batch_norm_misplaced');
      case 'image_layer_after_dense':
        return t('image_layer_after_dense');
      case 'too_many_parameters':
        return t('too_many_parameters', { max: limits.layersParametersMax });
      case 'too_many_multiply_adds':
        return t('too_many_multiply_adds', { max: limits.layersMultiplyAddsMax });
    }
  };
}
