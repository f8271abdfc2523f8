/**
 * Programs that are called, and processes as /proc shows them: proc(5), namespaces(7).
 *
 * <p>In go argument lists, never shell strings; out come exit statuses and bounded output. Of other
 * processes: names, namespaces, mounts, open files, all untrusted. Start with {@link
 * dev.qm.host.process.Command}, then {@link dev.qm.host.process.ProcessInfo}.
 */
package dev.qm.host.process;
