/**
 * The Language Server Protocol 3.17 over two streams: frames, JSON, open documents, one session.
 * What is answered comes from {@link dev.qm.quadlet.language}; this package knows how an editor
 * asks.
 *
 * <p>Start with {@link dev.qm.cli.lsp.LanguageServer}.
 */
package dev.qm.cli.lsp;
