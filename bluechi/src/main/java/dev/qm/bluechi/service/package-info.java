/**
 * What BlueChi's programs that keep running have in common: how they log, and when they try again.
 */
package dev.qm.bluechi.service;
