/**
 * The calls of the kernel that the JDK has no method for, by way of the C library.
 *
 * <p>In go numbers and paths, out come results or an exception with errno in words. Linking a call
 * costs a command milliseconds, so only what cannot do without comes here, and nothing else in QM
 * leaves Java. Not exported: start with {@link dev.qm.host.call.SystemCalls}.
 */
package dev.qm.host.call;
