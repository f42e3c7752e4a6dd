/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** How much of the JVM is recorded as metrics; {@code docs/jvm.md} lists them. */
public enum JvmMetrics {
    /** Nothing. */
    OFF,
    /** Memory, collections, threads, classes and CPU, through JMX. */
    BASIC,
    /** These, and how much is allocated, through a stream of JFR's events, which takes some megabytes of memory. */
    WITH_ALLOCATION
}
