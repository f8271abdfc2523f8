package dev.qm.packaging.addon;

import dev.qm.packaging.PackageEntry;
import java.nio.file.Path;

/**
 * A file or link of an add-on.
 *
 * @param source in the add-on's folder
 * @param entry as it lands
 */
public record AddonFile(Path source, PackageEntry entry) {}
