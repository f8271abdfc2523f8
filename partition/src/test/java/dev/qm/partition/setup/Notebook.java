package dev.qm.partition.setup;

import java.util.ArrayList;
import java.util.List;

/** Remembers what the user would be told. */
final class Notebook implements Notes {
  final List<String> all = new ArrayList<>();

  @Override
  public void note(String text) {
    all.add(text);
  }

  @Override
  public void progress(String text) {}
}
