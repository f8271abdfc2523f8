/** Debian packages: deb(5), and the Debian Policy Manual. */
package dev.qm.packaging.deb;
