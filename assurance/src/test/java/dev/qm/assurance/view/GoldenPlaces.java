package dev.qm.assurance.view;

import dev.qm.host.file.DiskSpace;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a golden case says of places on its disks. */
record GoldenPlaces(
    Path folder, Map<String, Map<String, String>> spaces, Map<String, Map<String, String>> owners)
    implements Places {
  @Override
  public Optional<DiskSpace> space(Path place) {
    var best = Optional.<Map<String, String>>empty();
    var length = -1;
    for (var space : spaces.entrySet()) {
      var top = Path.of(space.getKey());
      if (named(place).startsWith(top) && top.getNameCount() > length) {
        best = Optional.of(space.getValue());
        length = top.getNameCount();
      }
    }
    return best.map(of ->
        new DiskSpace(
            number(of, "total"),
            number(of, "free"),
            number(of, "available"),
            number(of, "inodes"),
            number(of, "freeInodes")));
  }

  @Override
  public Optional<Owner> owner(Path place) {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var of = owners.getOrDefault(named(place).toString(), Map.of());
    return Optional.of(
        new Owner(
            (int) number(of, "uid"),
            (int) number(of, "gid"),
            Integer.parseInt(of.getOrDefault("mode", "0755"), 8)));
  }

  private Path named(Path place) {
    return Path.of("/").resolve(folder.relativize(place));
  }

  private static long number(Map<String, String> facts, String key) {
    return Long.parseLong(facts.getOrDefault(key, "0"));
  }
}
