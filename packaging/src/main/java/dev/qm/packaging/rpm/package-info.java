/** RPM packages, format version 4: rpm(8), and the format as rpm.org documents it. */
package dev.qm.packaging.rpm;
