/**
 * Unix sockets and named pipes: unix(7), sock_diag(7).
 *
 * <p>Out come the sockets of all network namespaces with their peers and files, what lies in a
 * folder to meet at, and a listening socket that another program accepts from. Start with {@link
 * dev.qm.host.socket.UnixSockets} and {@link dev.qm.host.socket.ListeningSocket}.
 */
package dev.qm.host.socket;
