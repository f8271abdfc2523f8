/**
 * Software as a package manager sees it, whatever the format: names, versions, dependencies, files,
 * scripts. Values in, values out; only content is read from the disk, when it is asked for.
 */
package dev.qm.packaging;
