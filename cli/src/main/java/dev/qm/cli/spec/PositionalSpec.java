package dev.qm.cli.spec;

import java.util.List;

/**
 * One argument that is known by its place. The kinds are types, so that a command that declares one
 * argument gets a string and one that declares many gets a list.
 */
public sealed interface PositionalSpec {

  /** Exactly one. */
  record One(String name, String description, Domain domain) implements PositionalSpec {}

  /** One or none. */
  record Maybe(String name, String description, Domain domain) implements PositionalSpec {}

  /** Any number, none included. Stands last. */
  record Any(String name, String description, Domain domain) implements PositionalSpec {}

  /** At least one. Stands last. */
  record Some(String name, String description, Domain domain) implements PositionalSpec {}

  /** What usage lines call it, in capitals. */
  String name();

  /** One sentence, without a full stop. */
  String description();

  /** Which values are meant. */
  Domain domain();

  /** Exactly one argument. */
  static One one(String name, String description) {
    return new One(name, description, new Domain.AnyText());
  }

  /** Exactly one of the given words. */
  static One oneOf(String name, String description, String... words) {
    return new One(name, description, new Domain.Words(List.of(words)));
  }

  /** An argument that may be missing. */
  static Maybe maybe(String name, String description) {
    return new Maybe(name, description, new Domain.AnyText());
  }

  /** Any number of arguments. */
  static Any any(String name, String description) {
    return new Any(name, description, new Domain.AnyText());
  }

  /** At least one argument. */
  static Some some(String name, String description) {
    return new Some(name, description, new Domain.AnyText());
  }
}
