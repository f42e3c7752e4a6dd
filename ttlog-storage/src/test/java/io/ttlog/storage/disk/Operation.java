/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

/**
 * One operation that changes something.
 *
 * @param index from 1 over the life of a disk
 * @param kind of operation
 * @param path what it is done to
 */
public record Operation(long index, OperationKind kind, String path) {}
