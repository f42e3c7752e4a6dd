/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** Counters of a runtime at one moment. */
public record Stats() {}
