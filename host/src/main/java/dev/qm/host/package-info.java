/**
 * What a machine is and can do: one small adapter each, values in, values out. Nothing here prints,
 * and everything that fails says so with a {@link dev.qm.host.HostException}.
 */
package dev.qm.host;
