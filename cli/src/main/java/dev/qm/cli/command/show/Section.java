package dev.qm.cli.command.show;

import java.util.Optional;

/** The sections of {@code qm show}, in the order of {@code qm show all}. */
enum Section {
  CONTAINER("container", "container"),
  RESOURCES("resources", "resources"),
  LIMITS("limits", "limits"),
  NAMESPACES("namespaces", "namespaces"),
  DEVICES("devices", "devices"),
  SOCKETS("sockets", "sockets"),
  SHARED_MEMORY("shared-memory", "sharedMemory");

  /** All of them. */
  static final String ALL = "all";

  private final String word;
  private final String key;

  Section(String word, String key) {
    this.word = word;
    this.key = key;
  }

  /** On the command line. */
  String word() {
    return word;
  }

  /** The field for programs. */
  String key() {
    return key;
  }

  static Optional<Section> of(String word) {
    for (var section : values()) {
      if (section.word.equals(word)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }
}
