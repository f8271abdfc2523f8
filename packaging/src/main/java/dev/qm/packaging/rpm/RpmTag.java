package dev.qm.packaging.rpm;

/** The entries of an RPM's headers that are written or read here, by their numbers. */
final class RpmTag {
  // of the signature header
  static final int SIGNATURE_REGION = 62;
  static final int DSA_SIGNATURE = 267;
  static final int RSA_SIGNATURE = 268;
  static final int LONG_SIZE_OF_REST = 270;
  static final int LONG_UNPACKED_SIZE = 271;
  static final int SHA256_OF_HEADER = 273;
  static final int SIZE_OF_REST = 1000;
  static final int UNPACKED_SIZE = 1007;

  // of the header
  static final int HEADER_REGION = 63;
  static final int I18N_TABLE = 100;
  static final int NAME = 1000;
  static final int VERSION = 1001;
  static final int RELEASE = 1002;
  static final int EPOCH = 1003;
  static final int SUMMARY = 1004;
  static final int DESCRIPTION = 1005;
  static final int BUILD_TIME = 1006;
  static final int BUILD_HOST = 1007;
  static final int SIZE = 1009;
  static final int LICENSE = 1014;
  static final int PACKAGER = 1015;
  static final int GROUP = 1016;
  static final int URL = 1020;
  static final int OS = 1021;
  static final int ARCHITECTURE = 1022;
  static final int AFTER_INSTALL = 1024;
  static final int BEFORE_REMOVAL = 1025;
  static final int AFTER_REMOVAL = 1026;
  static final int FILE_SIZES = 1028;
  static final int FILE_MODES = 1030;
  static final int FILE_RDEVS = 1033;
  static final int FILE_TIMES = 1034;
  static final int FILE_DIGESTS = 1035;
  static final int FILE_LINKS = 1036;
  static final int FILE_FLAGS = 1037;
  static final int FILE_USERS = 1039;
  static final int FILE_GROUPS = 1040;
  static final int SOURCE_PACKAGE = 1044;
  static final int FILE_VERIFY = 1045;
  static final int PROVIDE_NAMES = 1047;
  static final int REQUIRE_FLAGS = 1048;
  static final int REQUIRE_NAMES = 1049;
  static final int REQUIRE_VERSIONS = 1050;
  static final int CONFLICT_FLAGS = 1053;
  static final int CONFLICT_NAMES = 1054;
  static final int CONFLICT_VERSIONS = 1055;
  static final int RPM_VERSION = 1064;
  static final int AFTER_INSTALL_PROGRAM = 1086;
  static final int BEFORE_REMOVAL_PROGRAM = 1087;
  static final int AFTER_REMOVAL_PROGRAM = 1088;
  static final int FILE_DEVICES = 1095;
  static final int FILE_INODES = 1096;
  static final int FILE_LANGUAGES = 1097;
  static final int PROVIDE_FLAGS = 1112;
  static final int PROVIDE_VERSIONS = 1113;
  static final int FOLDER_INDEXES = 1116;
  static final int BASE_NAMES = 1117;
  static final int FOLDER_NAMES = 1118;
  static final int PAYLOAD_FORMAT = 1124;
  static final int PAYLOAD_COMPRESSOR = 1125;
  static final int PAYLOAD_FLAGS = 1126;
  static final int PLATFORM = 1132;
  static final int LONG_SIZE = 5009;
  static final int FILE_DIGEST_ALGORITHM = 5011;
  static final int RECOMMEND_NAMES = 5046;
  static final int RECOMMEND_VERSIONS = 5047;
  static final int RECOMMEND_FLAGS = 5048;
  static final int ENCODING = 5062;
  static final int PAYLOAD_DIGESTS = 5092;
  static final int PAYLOAD_DIGEST_ALGORITHM = 5093;
  static final int UNPACKED_DIGESTS = 5097;

  /** SHA-256 among OpenPGP's digests. */
  static final int SHA256 = 8;

  private RpmTag() {}
}
