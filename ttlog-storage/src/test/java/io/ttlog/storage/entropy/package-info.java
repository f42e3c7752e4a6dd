/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the entropy coding: what goes in comes out, and bytes that nobody wrote end in an error. */
@NullMarked
package io.ttlog.storage.entropy;

import org.jspecify.annotations.NullMarked;
