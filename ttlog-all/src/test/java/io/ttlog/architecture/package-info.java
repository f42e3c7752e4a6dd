/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Tests of the shape of the whole: which module and package may know which, and that the documents at the root name
 * what exists. They live here because this module alone sees the whole spine. No class of the product is in this package.
 */
@NullMarked
package io.ttlog.architecture;

import org.jspecify.annotations.NullMarked;
