import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import { ChargePointNotStarted, type ChargePoint, type ChargePointCallbacks } from '../../lib/ocpp16/index.js';

type Requires = ModuleContext<OCPP>['requires'];

/** Hands certificate requests of cars to the central system; the first connection stands for connector 1. */
export function watchEvCertificates(
  requires: Pick<Requires, 'extensions_15118'>,
  { chargePoint, log }: Pick<ModuleContext<OCPP>, 'log'> & { readonly chargePoint: ChargePoint },
): void {
  for (const { index, on } of requires.extensions_15118) {
    on.iso15118_certificate_request(async (request) => {
      try {
        await chargePoint.requestEvCertificate({
          connectorId: index + 1,
          exiRequest: request.exi_request,
          schemaVersion: request.iso15118_schema_version,
          action: request.certificate_action,
        });
      } catch (error) {
        if (!(error instanceof ChargePointNotStarted)) throw error;
        log.warn({ connectorId: index + 1 }, 'charge point is not running, the car gets no certificate');
      }
    });
  }
}

/** Brings what the central system says to the car that has asked. */
export function answerEv(
  requires: Pick<Requires, 'extensions_15118'>,
): Required<Pick<ChargePointCallbacks, 'evCertificateResponse'>> {
  return {
    async evCertificateResponse(connectorId, { exiResponse = '', status }, action) {
      await requires.extensions_15118[connectorId - 1]?.call.set_get_certificate_response({
        certificate_response: {
          status,
          certificate_action: action,
          ...(exiResponse !== '' && { exi_response: exiResponse }),
        },
      });
    },
  };
}
