package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.Bundle;
import dev.qm.assurance.bundle.Document;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.host.HostException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bundle that grows, and the list of what is in it. For one thread. */
final class Filing {
  /** For whom a bundle is. */
  enum Readers {
    ALL,
    PEOPLE,
    PROGRAMS
  }

  /** Prints what a file is to say. */
  interface Printer {
    void print(PrintStream out) throws Exception;
  }

  private final Readers readers;
  private final Bundle bundle = new Bundle();
  private final List<Document> documents = new ArrayList<>();

  Filing(Readers readers) {
    this.readers = readers;
  }

  Bundle bundle() {
    return bundle;
  }

  List<Document> documents() {
    return List.copyOf(documents);
  }

  boolean isForPeople() {
    return readers != Readers.PROGRAMS;
  }

  /** Adds a page for people. */
  void page(String name, String title, String shows, String text) {
    if (isForPeople()) {
      always(name, title, shows, text);
    }
  }

  /** Adds a page that another one lists. */
  void unlisted(String name, String text) {
    if (isForPeople()) {
      bundle.add(name, text);
    }
  }

  /** Adds data for programs; what cannot be had is listed with the reason. */
  void data(String name, String title, String shows, Printer printer) throws Exception {
    if (readers == Readers.PEOPLE) {
      return;
    }
    try {
      var bytes = new ByteArrayOutputStream();
      try (var out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
        printer.print(out);
      }
      bundle.add(name, bytes.toByteArray());
      documents.add(new Document(name, title, shows, Optional.empty()));
    } catch (HostException | CommandFailure absent) {
      missing(name, title, String.valueOf(absent.getMessage()));
    }
  }

  /** Lists data that is not there. */
  void missing(String name, String title, String why) {
    if (readers != Readers.PEOPLE) {
      documents.add(new Document(name, title, "", Optional.of(why)));
    }
  }

  /** Adds a file that every bundle has. */
  void always(String name, String title, String shows, String text) {
    bundle.add(name, text);
    documents.add(new Document(name, title, shows, Optional.empty()));
  }

  /** Lists a file that is added when all others are. */
  void listed(String name, String title, String shows) {
    documents.add(new Document(name, title, shows, Optional.empty()));
  }
}
