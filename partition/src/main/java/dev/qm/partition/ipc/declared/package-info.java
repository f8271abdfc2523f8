/**
 * Channels between the two sides and inside QM: how they are declared, made, taken back, checked.
 */
package dev.qm.partition.ipc.declared;
