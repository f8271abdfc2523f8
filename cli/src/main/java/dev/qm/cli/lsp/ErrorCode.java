package dev.qm.cli.lsp;

/** Why a request has no result: JSON-RPC 2.0, and LSP 3.17 for what lies below -32800. */
enum ErrorCode {
  PARSE_ERROR(-32700),
  INVALID_REQUEST(-32600),
  METHOD_NOT_FOUND(-32601),
  INVALID_PARAMS(-32602),
  INTERNAL_ERROR(-32603),
  SERVER_NOT_INITIALIZED(-32002),
  REQUEST_CANCELLED(-32800);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
