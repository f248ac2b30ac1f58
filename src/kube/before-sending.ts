import type {Dispatcher} from 'undici';

/**
 * The dispatcher with a last question before a request's first byte; what `ask` throws ends the request. Requests wait
 * for connections, and in a process that was stopped meanwhile the first event after it would send them, before any timer.
 */
export function beforeSending(dispatcher: Dispatcher, ask: (() => void) | undefined): Dispatcher {
  if (ask === undefined) return dispatcher;
  return dispatcher.compose(dispatch => (options, handler) => dispatch(options, asking(handler, ask)));
}

function asking(handler: Dispatcher.DispatchHandler, ask: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...all) => {
      ask();
      handler.onRequestStart?.(...all);
    },
    onRequestUpgrade: (...all) => handler.onRequestUpgrade?.(...all),
    onResponseStart: (...all) => handler.onResponseStart?.(...all),
    onResponseData: (...all) => handler.onResponseData?.(...all),
    onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
    onResponseError: (...all) => handler.onResponseError?.(...all),
  };
}
