/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

/**
 * How far a stream of numbered frames is stored: kept with the events themselves, so that a crash leaves both or neither.
 *
 * @param stream the sender's number for it, random
 * @param sequence the last frame that is stored
 */
public record StreamMark(long stream, long sequence) {}
