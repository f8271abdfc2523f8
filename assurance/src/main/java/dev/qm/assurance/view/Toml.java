package dev.qm.assurance.view;

import java.util.List;
import java.util.Optional;

/**
 * What a text in TOML says, each value with its line: TOML 1.0. Numbers, dates, {@code true} and
 * {@code false} are texts as they are written. Whether a key is said twice is not asked: the
 * program that reads the file refuses it.
 *
 * @param items in the order of the text
 * @param problem why nothing is read behind some line; the program refuses such a file whole
 */
record Toml(List<Item> items, Optional<String> problem) {
  Toml {
    items = List.copyOf(items);
  }

  /**
   * A key with what it is.
   *
   * @param path the names of the tables that it is in, and its own last
   */
  record Item(List<String> path, Value value) {
    Item {
      path = List.copyOf(path);
    }
  }

  /** What a key can be. */
  sealed interface Value {
    /** The line that it begins at, from 1. */
    int line();
  }

  /** A string without its quotes, or a word. */
  record Text(String text, int line) implements Value {}

  /** An array. */
  record Array(List<Value> values, int line) implements Value {
    Array {
      values = List.copyOf(values);
    }
  }

  /** A table in an array. */
  record Table(List<Item> items, int line) implements Value {
    Table {
      items = List.copyOf(items);
    }
  }

  /** Reads a text, up to what cannot be understood. */
  static Toml parse(String text) {
    return new TomlReader(text).run();
  }
}
