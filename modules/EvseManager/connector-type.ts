import type { ConnectorTypeEnum } from '#generated/types/evse_manager';

const CONNECTOR_TYPES: readonly ConnectorTypeEnum[] = [
  'cCCS1',
  'cCCS2',
  'cG105',
  'cMCS',
  'cTesla',
  'cType1',
  'cType2',
  's309_1P_16A',
  's309_1P_32A',
  's309_3P_16A',
  's309_3P_32A',
  'sBS1361',
  'sCEE_7_7',
  'sType2',
  'sType3',
  'Other1PhMax16A',
  'Other1PhOver16A',
  'Other3Ph',
  'Pan',
  'wInductive',
  'wResonant',
  'Undetermined',
  'Unknown',
];

/** The configured kind of outlet, undefined when there is no such kind. */
export function connectorType(text: string): ConnectorTypeEnum | undefined {
  return CONNECTOR_TYPES.find((type) => type === text);
}
