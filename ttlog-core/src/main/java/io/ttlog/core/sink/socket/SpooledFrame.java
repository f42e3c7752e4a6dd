/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

/**
 * A frame out of the spool.
 *
 * @param stream that it belongs to
 * @param message of kind FRAME
 */
record SpooledFrame(long stream, Message message) {}
