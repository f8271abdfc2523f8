package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.ipc.declared.ImageName;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.run.Copy;
import dev.qm.partition.run.Instance;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Trees;
import java.nio.file.Path;
import java.util.Optional;

/** How an image comes to be in the partition. */
public sealed interface Supply {
  /** It is there. */
  record Present(String reference) implements Supply {}

  /** It is made of packages on the host. */
  record Built(DemoImage image) implements Supply {}

  /** It is taken from an archive on the host. */
  record Imported(Path archive, String reference) implements Supply {}

  /** The partition's Podman fetches it. */
  record Pulled(ImageName name) implements Supply {}

  /** Which images a Podman has. */
  @FunctionalInterface
  interface Images {
    /** Whether this one is there. */
    boolean has(String reference) throws HostException;
  }

  /** Decides for the Podman that has these images; nothing is fetched. */
  static Supply of(DemoImage image, Optional<ImageOrigin> origin, Images images)
      throws HostException {
    if (origin.isPresent()) {
      return switch (origin.get()) {
        case ImageOrigin.Archive(var file) -> new Imported(file, image.reference());
        case ImageOrigin.Reference(var name) when images.has(name.text()) ->
            new Present(name.text());
        case ImageOrigin.Reference(var name) -> new Pulled(name);
      };
    }
    return images.has(image.reference()) ? new Present(image.reference()) : new Built(image);
  }

  /** Decides for an image that something else than a demo needs; nothing is fetched. */
  static Supply of(DemoImage image, Optional<ImageOrigin> origin, Instance instance)
      throws HostException {
    return of(image, origin, new Inside(instance)::hasImage);
  }

  /** What the partition calls it. */
  default String reference() {
    return switch (this) {
      case Present(var reference) -> reference;
      case Built(var image) -> image.reference();
      case Imported(var _, var reference) -> reference;
      case Pulled(var name) -> name.text();
    };
  }

  /** What is done, for a list of what is to come. */
  default String title() {
    return switch (this) {
      case Present(var reference) -> "use the image " + reference;
      case Built(var image) ->
          "make the image "
              + image.reference()
              + " of the packages "
              + String.join(" ", image.packages());
      case Imported(var archive, var reference) -> "make the image " + reference + " of " + archive;
      case Pulled(var name) -> "pull the image " + name;
    };
  }

  /** Where images are made. */
  private static Path workplace(Root root) {
    return root.at(Layout.STATE + "/demo-build");
  }

  /** Takes away what a killed {@link #carryOut} left. */
  static void sweep(Root root) throws HostException {
    Trees.remove(workplace(root), Workers.of(root));
    Trees.remove(archive(root), Workers.of(root));
  }

  private static Path archive(Root root) {
    return root.at(Layout.STATE + "/demo-image.tar");
  }

  /** Brings the image into a running partition. The caller holds the lock of the machine. */
  default void carryOut(Instance instance, Notes notes) throws HostException {
    carryOut(new Inside(instance), notes);
  }

  /** Brings the image into the partition. The caller holds the lock of the machine. */
  default void carryOut(Inside inside, Notes notes) throws HostException {
    switch (this) {
      case Present _ -> {}
      case Built(var image) -> {
        var root = inside.instance().spec().root();
        sweep(root);
        try {
          image.build(workplace(root), archive(root), Workers.of(root), notes);
          take(inside, archive(root), image.reference());
        } finally {
          sweep(root);
        }
      }
      case Imported(var archive, var reference) -> take(inside, archive, reference);
      case Pulled(var name) -> {
        var pull = inside.run("podman", "pull", "--quiet", name.text());
        if (!pull.ok()) {
          throw new HostException(
              "cannot get the image " + name + " into the partition",
              pull.lastWords(),
              "give one that the partition can reach, or an archive of the host");
        }
      }
    }
  }

  private static void take(Inside inside, Path archive, String reference) throws HostException {
    var there = "/var/tmp/" + reference.substring(reference.lastIndexOf('/') + 1) + ".image";
    try {
      var replaced = inside.imageId(reference);
      new Copy(inside.instance(), archive.toString(), Copy.PREFIX + there, Copy.Owners.ROOT).run();
      var taken = inside.run("podman", "import", "--quiet", there, reference);
      if (!taken.ok()) {
        throw new HostException(
            "cannot make the image " + reference + " of " + archive,
            taken.lastWords(),
            "it has to be a tar archive of a file system, as `qm demo image` writes it");
      }
      // without its name nobody would find the old one any more
      if (replaced.isPresent() && !replaced.equals(inside.imageId(reference))) {
        inside.run("podman", "image", "rm", "--", replaced.get());
      }
    } finally {
      inside.run("rm", "-f", "--", there);
    }
  }
}
