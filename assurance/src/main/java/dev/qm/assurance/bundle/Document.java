package dev.qm.assurance.bundle;

import java.util.Optional;

/**
 * A file of a bundle, or one that should be there.
 *
 * @param name in the bundle
 * @param title what it is, a noun
 * @param shows what can be learnt from it, a clause
 * @param missing why it is not there; nothing when it is
 */
public record Document(String name, String title, String shows, Optional<String> missing) {}
