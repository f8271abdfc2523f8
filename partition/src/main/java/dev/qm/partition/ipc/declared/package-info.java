/**
 * Channels between the two sides and inside QM as unit files declare them: made from templates,
 * read, checked, taken back.
 *
 * <p>In go a name and what the channel is to be, or the unit files that are there; out come files
 * with a record of them, and what keeps a channel from working, by file and line. Start with {@link
 * dev.qm.partition.ipc.declared.NewChannel} to see one made, {@link
 * dev.qm.partition.ipc.declared.ChannelCheck} for the rules.
 */
package dev.qm.partition.ipc.declared;
