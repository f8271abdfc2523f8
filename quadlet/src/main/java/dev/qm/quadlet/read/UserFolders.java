package dev.qm.quadlet.read;

import dev.qm.quadlet.path.Rooted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folders of a machine that hold the units of its users: what is there is not the system's, and
 * what is in one that is named by a number is that user's alone. They are known by where they lead
 * to: links in their names, and links to them, change nothing of whose they are.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Podman rootless unit search path".
 *
 * @param places with no link left in their names
 */
record UserFolders(List<Path> places) {
  private static final String USERS = "users";

  UserFolders {
    places = List.copyOf(places);
  }

  /**
   * Those of a machine, or of a tree that is a machine's /etc alone, as a partition's is.
   *
   * @param root absolute, without {@code ..}
   */
  static UserFolders of(Path root, Rooted rooted) {
    List<Path> places = new ArrayList<>();
    for (var administrator : List.of(Folders.ADMINISTRATOR, "/containers/systemd")) {
      places.add(real(root.resolve(administrator.substring(1)), rooted));
    }
    return new UserFolders(places);
  }

  private static Path real(Path administrator, Rooted rooted) {
    var users = administrator.resolve(USERS);
    return resolve(users, rooted)
        .or(() -> resolve(administrator, rooted).map(real -> real.resolve(USERS)))
        .orElse(users);
  }

  private static Optional<Path> resolve(Path folder, Rooted rooted) {
    try {
      return Optional.of(rooted.resolve(folder));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /** Whose folder a search began in. */
  sealed interface Start {
    /** One of the system's. */
    record OfSystem() implements Start {}

    /** That of all users. */
    record OfAllUsers() implements Start {}

    /** One that somebody asked for by its name. */
    record Named(Path folder) implements Start {}
  }

  /**
   * Whose a folder is that is searched.
   *
   * @param root the machine's root folder
   * @param asked the name that it was asked for by
   * @param real where that leads to
   */
  Start start(Path root, Path asked, Path real) {
    if (Folders.system(root).contains(asked.toAbsolutePath().normalize())) {
      return new Start.OfSystem();
    }
    return places.contains(real) ? new Start.OfAllUsers() : new Start.Named(real);
  }

  /**
   * True if a folder's units are somebody else's.
   *
   * @param folder with no link left in its name
   */
  boolean isClosed(Path folder, Start start) {
    if (start instanceof Start.OfAllUsers) {
      return isOfOneUser(folder);
    }
    var isOwn =
        start instanceof Start.Named(var named) && isOfUsers(named) && folder.startsWith(named);
    return isOfUsers(folder) && !isOwn;
  }

  /**
   * True in a folder of users, and in one that is named like it but longer, which Podman passes
   * over too: a {@code users.old} is the users' no less.
   */
  private boolean isOfUsers(Path folder) {
    for (var place : places) {
      if (folder.toString().startsWith(place.toString())) {
        return true;
      }
    }
    return false;
  }

  /** True at and below what a folder of users has under a number, be it a link. */
  boolean isOfOneUser(Path folder) {
    for (var place : places) {
      if (folder.startsWith(place)
          && folder.getNameCount() > place.getNameCount()
          && isNumber(folder.getName(place.getNameCount()).toString())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNumber(String name) {
    for (var i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
