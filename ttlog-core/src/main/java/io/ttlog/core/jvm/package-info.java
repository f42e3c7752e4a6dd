/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the JVM tells about itself, as metrics by the names of OpenTelemetry's semantic conventions ({@code docs/jvm.md}): memory,
 * collections, threads, classes, CPU from JMX, and allocation from JFR's event stream.
 *
 * <p>Vocabulary: a <em>look</em> is one round of questions to the JVM, on a thread of {@link io.ttlog.core.jvm.JvmWatch} for which
 * the pump does not wait. The modules java.management, jdk.management and jdk.jfr need not be there: what is missing is said once.
 * Imports the metrics of the API and the threads of the pump, nothing else; only classes of this package name JMX or JFR.
 */
@NullMarked
package io.ttlog.core.jvm;

import org.jspecify.annotations.NullMarked;
