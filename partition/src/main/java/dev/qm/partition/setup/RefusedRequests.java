package dev.qm.partition.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The requests of ioctl(2) that reach past the partition: what acts on a whole file system, which
 * the host shares, and what puts words into the host's console. Most ask for the capability
 * sys_admin only.
 *
 * <p>A request counts by its lower 16 bits, the type of its subject and a number. The upper ones
 * say the size of what is passed along, which differs between a 64-bit and a 32-bit program, and
 * the direction; the kernel cuts off what is beyond 32 bits. Sources: the kernel's
 * Documentation/userspace-api/ioctl/ioctl-number.rst, and include/uapi/linux: fs.h, ext4.h,
 * btrfs.h, f2fs.h, nilfs2_api.h, fscrypt.h; fs/xfs/libxfs/xfs_fs.h.
 */
final class RefusedRequests {
  /** All of a request that counts. */
  static final int BITS = 16;

  private static final NavigableSet<Integer> ALL = new TreeSet<>();

  static {
    // the terminal that is the host's console: typing into it (TIOCSTI), its selection
    // (TIOCLINUX), and turning what is said there elsewhere (TIOCCONS)
    refuse(0x54, 0x12, 0x1c, 0x1d);
    // any file system: FIFREEZE, FITHAW, FITRIM, and 125, the shutdown of ext4, F2FS, exFAT and XFS
    refuse('X', 119, 120, 121, 125);
    // XFS: ends of files, scrub and repair, growing, reserved blocks, planted errors
    refuse('X', 58, 60, 64, 110, 111, 112, 114, 116, 117);
    // XFS: files by handle, which no path of the partition leads to, as open_by_handle_at(2)
    refuse('X', 63, 107, 108, 122, 123);
    // ext4: growing, boot loader, checkpoint, UUID, parameters of the superblock
    refuse('f', 7, 8, 16, 17, 43, 44, 46);
    // the keys of other users' encrypted files
    refuse('f', 25);
    // Btrfs: size, devices, balance, default subvolume, scrub, quotas, replacement, features
    refuse(0x94, 3, 10, 11, 12, 19, 27, 32, 33, 40, 41, 42, 43, 44, 53, 57, 58);
    // the label of ext4, XFS, Btrfs, exFAT: FS_IOC_SETFSLABEL
    refuse(0x94, 50);
    // F2FS: garbage collection, checkpoint, flush of a device, size
    refuse(0xf5, 6, 7, 10, 11, 16);
    // NILFS2: checkpoints, cleaning, sync, size, range, usage
    refuse('n', 0x80, 0x81, 0x88, 0x8a, 0x8b, 0x8c, 0x8d);
  }

  private RefusedRequests() {}

  /**
   * Numbers whose bits under {@code mask} are those of {@code value}.
   *
   * @param mask within the lower 16 bits
   */
  record Block(int mask, int value) {}

  /**
   * All other requests, as blocks of which none overlaps another. A filter that refuses what no
   * rule allows can only name what is allowed, and a rule compares a whole block at once.
   */
  static List<Block> others() {
    var blocks = new ArrayList<Block>();
    split(0, BITS, blocks);
    return blocks;
  }

  private static void split(int first, int bits, List<Block> blocks) {
    var size = 1 << bits;
    if (ALL.subSet(first, first + size).isEmpty()) {
      blocks.add(new Block((1 << BITS) - size, first));
    } else if (bits > 0) {
      split(first, bits - 1, blocks);
      split(first + size / 2, bits - 1, blocks);
    }
  }

  private static void refuse(int type, int... numbers) {
    for (var number : numbers) {
      ALL.add(type << 8 | number);
    }
  }
}
