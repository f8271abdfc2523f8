package dev.qm.host.process;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The three streams that a program is given, for a program that may not use this process's own.
 *
 * @param in what it reads
 * @param out its results
 * @param err its messages
 */
public record Streams(InputStream in, OutputStream out, OutputStream err) {}
