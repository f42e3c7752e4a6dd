/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The sink {@code s3}: event files (RFC-0001) as objects of S3-compatible storage, read back with {@code ttlog cat}.
 *
 * <p>Vocabulary: events are written to the open file of the <em>spool</em>, a directory; a file that is large or old enough is
 * <em>sealed</em>; a sealed file is <em>shipped</em>: put under its <em>key</em> into the <em>bucket</em>, confirmed, and
 * then removed from the spool. What a killed process left in the spool is shipped by the next one.
 *
 * <p>Two threads: the sink's own writes the spool ({@link io.ttlog.s3.S3Sink}), {@code ttlog-s3-shipper} talks to the
 * network; they meet in the spool's queue of sealed files. Imports the AWS SDK for Java 2, by its classes for S3 and its
 * client over the JDK's {@code HttpURLConnection}.
 */
@NullMarked
package io.ttlog.s3;

import org.jspecify.annotations.NullMarked;
