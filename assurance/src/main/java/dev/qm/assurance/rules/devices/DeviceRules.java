package dev.qm.assurance.rules.devices;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.devices.NoDevice.Declaring;
import java.util.ArrayList;
import java.util.List;

/** Kinds of devices, a rule each, and one for all others. */
public final class DeviceRules {
  static final List<NoDevice> KINDS =
      List.of(
          new NoDevice(
              "memory",
              Interference.MEMORY,
              "physical memory and I/O ports",
              "Software inside reads and writes the memory of the ASIL side and of the kernel.",
              "/dev/mem, /dev/kmem and /dev/port are the machine's memory and ports.",
              "mem(4)",
              List.of("/dev/mem", "/dev/kmem", "/dev/port"),
              List.of(Numbers.one('c', 1, 1), Numbers.one('c', 1, 2), Numbers.one('c', 1, 4)),
              Declaring.NEVER),
          new NoDevice(
              "disk",
              Interference.STORAGE,
              "disks of the host",
              "Root inside writes past the file system to every file of the ASIL side.",
              """
              The node of a disk is all that is on it. Loop devices, the device mapper and multiple disks are ways to \
              the same.\
              """,
              "sd(4), loop(4)",
              List.of(
                  "/dev/sd",
                  "/dev/vd",
                  "/dev/xvd",
                  "/dev/nvme",
                  "/dev/mmcblk",
                  "/dev/mtd",
                  "/dev/ubi",
                  "/dev/sg",
                  "/dev/bsg",
                  "/dev/loop",
                  "/dev/dm-",
                  "/dev/mapper",
                  "/dev/md",
                  "/dev/nbd",
                  "/dev/zram",
                  "/dev/disk",
                  "/dev/block",
                  "/dev/btrfs-control"),
              List.of(
                  Numbers.all('b', -1),
                  Numbers.all('c', 21),
                  Numbers.one('c', 10, 234),
                  Numbers.one('c', 10, 236),
                  Numbers.one('c', 10, 237)),
              Declaring.NEVER),
          new NoDevice(
              "watchdog",
              Interference.CONTROL,
              "watchdogs",
              "Software inside starts a watchdog and stops feeding it, and the machine restarts.",
              "Whoever opens it starts it, and it restarts the machine when nobody feeds it.",
              "Linux, Documentation/watchdog/watchdog-api.rst",
              List.of("/dev/watchdog"),
              List.of(Numbers.one('c', 10, 130)),
              Declaring.NEVER),
          new NoDevice(
              "clock",
              Interference.TIMING,
              "clocks of the hardware",
              "Software inside sets the clock by which the ASIL side measures and wakes.",
              "Real-time clocks wake the machine, and PTP clocks are what network time is taken from.",
              "rtc(4), Linux, Documentation/driver-api/ptp.rst",
              List.of("/dev/rtc", "/dev/ptp", "/dev/pps", "/dev/hpet"),
              List.of(Numbers.one('c', 10, 135), Numbers.one('c', 10, 228)),
              Declaring.NEVER),
          new NoDevice(
              "processor",
              Interference.TIMING,
              "registers and sleep states of processors",
              "Software inside changes the speed and the sleep of processors that the ASIL side runs on.",
              """
              /dev/cpu/N/msr writes registers of a processor, /dev/cpu_dma_latency keeps all of them from sleeping as \
              long as it is open, or lets them sleep deeper.\
              """,
              "msr(4), Linux, Documentation/power/pm_qos_interface.rst",
              List.of("/dev/cpu/", "/dev/cpu_dma_latency", "/dev/mcelog"),
              List.of(Numbers.all('c', 202), Numbers.all('c', 203)),
              Declaring.NEVER),
          new NoDevice(
              "firmware",
              Interference.CONTROL,
              "memory of the firmware and images of the machine",
              "Root inside changes what the machine starts with.",
              "/dev/nvram holds settings of the firmware, /dev/snapshot the image of a suspended machine.",
              "Linux, drivers/char/nvram.c, Documentation/power/userland-swsusp.rst",
              List.of("/dev/nvram", "/dev/snapshot", "/dev/kmsg"),
              List.of(
                  Numbers.one('c', 10, 144), Numbers.one('c', 10, 231), Numbers.one('c', 1, 11)),
              Declaring.NEVER),
          new NoDevice(
              "pass-through",
              Interference.DEVICES,
              "devices that are driven past the kernel",
              "Software inside drives hardware, and lets it read and write memory.",
              """
              VFIO and UIO hand registers and interrupts of a device to a program; a device that masters the bus reaches \
              what its IOMMU group lets it.\
              """,
              "Linux, Documentation/driver-api/vfio.rst and uio-howto.rst",
              List.of("/dev/vfio", "/dev/uio", "/dev/iommu"),
              List.of(Numbers.one('c', 10, 196)),
              Declaring.NEVER),
          new NoDevice(
              "tpm",
              Interference.CONTROL,
              "trusted platform modules",
              "Software inside locks the module, or makes the host's measurements invalid.",
              "There is one, with one set of registers and one count of wrong passwords.",
              "Linux, Documentation/security/tpm",
              List.of("/dev/tpm"),
              List.of(Numbers.one('c', 10, 224)),
              Declaring.COUNTS),
          new NoDevice(
              "kvm",
              Interference.TIMING,
              "the kernel's virtual machine monitor",
              "Guests of the partition use parts of the kernel and the processor that no filter sees.",
              "What a guest does is done by the kernel; the time counts as the partition's.",
              "Linux, Documentation/virt/kvm/api.rst",
              List.of("/dev/kvm", "/dev/vhost", "/dev/vsock"),
              List.of(
                  Numbers.one('c', 10, 232), Numbers.one('c', 10, 238), Numbers.one('c', 10, 241)),
              Declaring.COUNTS),
          new NoDevice(
              "input",
              Interference.EXCHANGE,
              "keyboards and other input",
              "Software inside reads every key, or types into the host in somebody's name.",
              """
              Whoever opens an input device reads it, and may take it for itself alone; uinput makes a keyboard whose \
              keys the host takes for true, SysRq too.\
              """,
              "Linux, Documentation/input/uinput.rst and input.rst",
              List.of("/dev/input", "/dev/uinput", "/dev/uhid", "/dev/hidraw"),
              List.of(Numbers.all('c', 13), Numbers.one('c', 10, 223), Numbers.one('c', 10, 239)),
              Declaring.COUNTS),
          new NoDevice(
              "graphics",
              Interference.EXCHANGE,
              "screens and graphics processors",
              "Software inside covers what the ASIL side shows, or keeps the graphics processor busy.",
              "Who masters a card decides what is on its screens; its processor has no weight for a group.",
              "Linux, Documentation/gpu/drm-uapi.rst",
              List.of("/dev/dri", "/dev/fb", "/dev/nvidia", "/dev/kfd", "/dev/mali"),
              List.of(Numbers.all('c', 226), Numbers.all('c', 29)),
              Declaring.COUNTS),
          new NoDevice(
              "media",
              Interference.DEVICES,
              "cameras and sound cards",
              "Two programs that open one device get in each other's way, a warning tone's for one.",
              "Cameras and sound cards are opened by one program at a time, or mixed by none.",
              "Linux, Documentation/userspace-api/media, Documentation/sound",
              List.of("/dev/video", "/dev/media", "/dev/v4l", "/dev/snd"),
              List.of(Numbers.all('c', 81), Numbers.all('c', 116)),
              Declaring.COUNTS),
          new NoDevice(
              "bus",
              Interference.DEVICES,
              "buses that other devices hang on",
              "Software inside talks to any device on that bus.",
              "Nodes of USB, I2C, SPI, GPIO, CAN adapters and serial lines reach whatever is connected.",
              "Linux, Documentation/i2c/dev-interface.rst, Documentation/driver-api/usb",
              List.of(
                  "/dev/bus",
                  "/dev/i2c",
                  "/dev/spi",
                  "/dev/gpiochip",
                  "/dev/ttyUSB",
                  "/dev/ttyACM",
                  "/dev/ttyAMA",
                  "/dev/ttyS",
                  "/dev/serial"),
              List.of(
                  Numbers.all('c', 189),
                  Numbers.all('c', 89),
                  Numbers.all('c', 153),
                  Numbers.all('c', 188),
                  Numbers.all('c', 166),
                  new Numbers('c', 4, 64, 255)),
              Declaring.COUNTS),
          new NoDevice(
              "console",
              Interference.EXCHANGE,
              "terminals of the host",
              "Software inside writes on the host's console, and reads what is typed there.",
              """
              /dev/console and the virtual terminals are one keyboard and one screen. The runtime's list of devices \
              opens the console, 5:1, for every container; who can make its node has it.\
              """,
              "console_codes(4), vcs(4)",
              List.of(
                  "/dev/console",
                  "/dev/tty0",
                  "/dev/tty1",
                  "/dev/tty2",
                  "/dev/tty3",
                  "/dev/tty4",
                  "/dev/tty5",
                  "/dev/tty6",
                  "/dev/tty7",
                  "/dev/tty8",
                  "/dev/tty9",
                  "/dev/vcs"),
              List.of(Numbers.one('c', 5, 1), new Numbers('c', 4, 0, 63), Numbers.all('c', 7)),
              Declaring.COUNTS));

  private DeviceRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<Rule>();
    for (var kind : KINDS) {
      all.add(kind.rule());
    }
    all.add(OtherDevices.RULE);
    return List.copyOf(all);
  }
}
