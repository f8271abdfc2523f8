/** How BlueChi's programs and systemd call each other. */
package dev.qm.bluechi.interfaces;
