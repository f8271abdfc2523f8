/**
 * The OCI hook that gives a container the devices that its annotations ask for: {@code
 * oci-hooks(5)}, stage {@code precreate}.
 *
 * <p>It runs before each container with such an annotation starts, so what is here loads little: no
 * regular expressions, no lambdas, no pattern switches.
 */
package dev.qm.device;
