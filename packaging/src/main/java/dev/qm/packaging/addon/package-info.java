/** Add-ons: folders with a descriptor and the files that land, read, checked, made packages of. */
package dev.qm.packaging.addon;
