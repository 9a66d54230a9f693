export type Severity = 'Low' | 'Medium' | 'High';
export type ErrorState = 'Active' | 'ClearedByModule' | 'ClearedByReboot';

/** framework.md §7: which EVSE and connector something belongs to; absent = the whole charging station. */
export interface Mapping {
  readonly evse: number;
  readonly connector?: number;
}

/** framework.md §19.1, as it travels. */
export interface ErrorObject {
  readonly type: string;
  readonly sub_type: string;
  readonly message: string;
  readonly description: string;
  readonly severity: Severity;
  readonly origin: { readonly module_id: string; readonly implementation_id: string; readonly mapping?: Mapping };
  readonly state: ErrorState;
  /** RFC 3339 UTC with three fractional digits and `Z`. */
  readonly timestamp: string;
  readonly uuid: string;
  readonly vendor_id: string;
}
