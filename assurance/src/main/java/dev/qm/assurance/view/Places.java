package dev.qm.assurance.view;

import dev.qm.host.file.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** What only the kernel's calls tell of places on disks, and no file's text. */
public interface Places {
  /** Those of this machine. */
  Places HERE =
      new Places() {
        @Override
        public Optional<DiskSpace> space(Path place) {
          return DiskSpace.of(place);
        }

        @Override
        public Optional<Owner> owner(Path place) {
          try {
            var of = Files.readAttributes(place, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
            return of.get("uid") instanceof Integer uid
                    && of.get("gid") instanceof Integer gid
                    && of.get("mode") instanceof Integer mode
                ? Optional.of(new Owner(uid, gid, mode & 07777))
                : Optional.empty();
          } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
          }
        }
      };

  /** The room behind a path; nothing when it cannot be asked. */
  Optional<DiskSpace> space(Path place);

  /** Whose a file or folder is; nothing when it cannot be asked. */
  Optional<Owner> owner(Path place);

  /**
   * Whose it is: inode(7).
   *
   * @param mode its permission bits
   */
  record Owner(int uid, int gid, int mode) {}
}
