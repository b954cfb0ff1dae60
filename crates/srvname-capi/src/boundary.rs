//! The boundary to C: pointers become references, results become pointers, and no panic crosses.
//!
//! A pointer is checked for NULL, and a length for what an object can have. What cannot be checked is the contract that the
//! header states: a pointer leads to what its type says, for as long as the call takes, and nothing writes to it meanwhile.

use std::ffi::{CStr, CString, c_char};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{mem, ptr, slice};

use crate::failure::Failure;
use crate::result::ResultCode;

/// Returns what `call` returns, or `otherwise` if it panics.
pub(crate) fn guarded<T>(otherwise: T, call: impl FnOnce() -> T) -> T {
    // Nothing that `call` borrows is looked at again but handles, whose locks tell of a panic.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| {
        // Its destructor may panic in turn, and so may that of what this panic carries: there it ends.
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            mem::forget(payload);
        }
        otherwise
    })
}

/// Returns the result of a call: success, what failed, or that it panicked.
pub(crate) fn fallible(call: impl FnOnce() -> Result<(), Failure>) -> ResultCode {
    guarded(ResultCode::Panic, || call().map_or_else(|failure| failure.code, |()| ResultCode::Ok))
}

/// Returns the result of a call as [`fallible`] does, and gives its sentence to the caller who wants it: why it failed, or
/// what is to be said beside success.
pub(crate) fn explained(
    message: &mut Output<'_, c_char>,
    call: impl FnOnce() -> Result<Option<String>, Failure>,
) -> ResultCode {
    guarded(ResultCode::Panic, || {
        let (code, sentence) = match call() {
            Ok(sentence) => (ResultCode::Ok, sentence),
            Err(Failure { code, message }) => (code, message),
        };
        if let Some(sentence) = sentence.filter(|_| message.is_wanted()) {
            message.put_text(&sentence);
        }
        code
    })
}

/// Returns a handle, or an object that the caller filled.
///
/// # Safety
///
/// `pointer` is NULL, or leads to a `T` that lives for `'a` and is not written to meanwhile but under its locks.
pub(crate) unsafe fn reference<'a, T>(pointer: *const T) -> Result<&'a T, ResultCode> {
    // SAFETY: the caller's contract.
    unsafe { pointer.as_ref() }.ok_or(ResultCode::NullPointer)
}

/// Returns `count` values; none if the count is 0, whatever the pointer.
///
/// # Safety
///
/// `pointer` is NULL, or leads to so many values, which live for `'a` and are not written to meanwhile.
pub(crate) unsafe fn values<'a, T>(pointer: *const T, count: usize) -> Result<&'a [T], ResultCode> {
    if count == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() {
        return Err(ResultCode::NullPointer);
    }
    let most = isize::MAX.unsigned_abs().checked_div(size_of::<T>());
    if most.is_none_or(|most| count > most) || !pointer.is_aligned() {
        return Err(ResultCode::InvalidValue);
    }
    // SAFETY: neither NULL nor unaligned, and no larger than an object; that the values are there is the caller's contract.
    Ok(unsafe { slice::from_raw_parts(pointer, count) })
}

/// Returns the octets of a text that ends with NUL, without it.
///
/// # Safety
///
/// `pointer` is NULL, or leads to such a text, which lives for `'a` and is not written to meanwhile.
pub(crate) unsafe fn text_octets<'a>(pointer: *const c_char) -> Result<&'a [u8], ResultCode> {
    if pointer.is_null() {
        return Err(ResultCode::NullPointer);
    }
    // SAFETY: not NULL; that the text ends is the caller's contract.
    Ok(unsafe { CStr::from_ptr(pointer) }.to_bytes())
}

/// Returns a text in UTF-8.
///
/// # Safety
///
/// As [`text_octets`].
pub(crate) unsafe fn text<'a>(pointer: *const c_char) -> Result<&'a str, ResultCode> {
    // SAFETY: the caller's contract.
    let octets = unsafe { text_octets(pointer) }?;
    std::str::from_utf8(octets).map_err(|_| ResultCode::InvalidUtf8)
}

/// Where the caller wants a pointer to a new object written to; it has NULL from the start.
pub(crate) struct Output<'a, T> {
    place: *mut *mut T,
    lifetime: PhantomData<&'a mut *mut T>,
}

impl<T> Output<'_, T> {
    /// Returns the place, or nothing if `place` is NULL, and writes NULL to it.
    ///
    /// # Safety
    ///
    /// `place` is NULL, or may be written to for the life of the value and is not read meanwhile.
    pub(crate) unsafe fn new(place: *mut *mut T) -> Self {
        if !place.is_null() {
            // SAFETY: not NULL, and the caller's contract.
            unsafe { place.write(ptr::null_mut()) };
        }
        Self { place, lifetime: PhantomData }
    }

    /// Returns `true` if the caller gave a place.
    pub(crate) const fn is_wanted(&self) -> bool {
        !self.place.is_null()
    }

    /// Returns the place; fails if the caller gave none.
    pub(crate) fn required(self) -> Result<Self, ResultCode> {
        if self.is_wanted() { Ok(self) } else { Err(ResultCode::NullPointer) }
    }

    fn put_pointer(&mut self, pointer: *mut T) {
        // SAFETY: `new` had the caller's word, and `is_wanted` was asked.
        unsafe { self.place.write(pointer) };
    }

    /// Gives an object to the caller, who frees it with [`free`]. Drops it if the caller gave no place.
    pub(crate) fn put(&mut self, object: T) {
        if self.is_wanted() {
            self.put_pointer(Box::into_raw(Box::new(object)));
        }
    }
}

impl Output<'_, c_char> {
    /// Gives a text to the caller, who frees it with `srvname_string_free`.
    pub(crate) fn put_text(&mut self, text: &str) {
        if self.is_wanted() {
            self.put_pointer(c_string(text).into_raw());
        }
    }
}

/// Where the caller wants a number written to; it has 0 from the start.
pub(crate) struct Number<'a>(Option<&'a mut usize>);

impl Number<'_> {
    /// Returns the place, or nothing if `place` is NULL, and writes 0 to it.
    ///
    /// # Safety
    ///
    /// `place` is NULL, or may be written to for the life of the value and is not read meanwhile.
    pub(crate) unsafe fn new(place: *mut usize) -> Self {
        if !place.is_null() {
            // SAFETY: not NULL, and the caller's contract. What it had before is not read: it need not be initialized.
            unsafe { place.write(0) };
        }
        // SAFETY: the caller's contract, and initialized above.
        Self(unsafe { place.as_mut() })
    }

    /// Returns the place; fails if the caller gave none.
    pub(crate) fn required(self) -> Result<Self, ResultCode> {
        if self.0.is_some() { Ok(self) } else { Err(ResultCode::NullPointer) }
    }

    /// Writes a number, if the caller gave a place.
    pub(crate) fn put(&mut self, number: usize) {
        if let Some(place) = &mut self.0 {
            **place = number;
        }
    }
}

/// Drops an object that [`Output::put`] gave away; nothing if it is NULL.
///
/// # Safety
///
/// `pointer` is NULL, or comes from [`Output::put`] and is not used again.
pub(crate) unsafe fn free<T>(pointer: *mut T) {
    if pointer.is_null() {
        return;
    }
    guarded((), || {
        // SAFETY: not NULL, and the caller's contract.
        drop(unsafe { Box::from_raw(pointer) });
    });
}

/// Returns a text for C. A NUL in it, which none of ours has, would end it: it is escaped.
pub(crate) fn c_string(text: &str) -> CString {
    CString::new(text).unwrap_or_else(|_| CString::new(text.replace('\0', "\\u{0}")).unwrap_or_default())
}

/// Frees a text that a function of this library wrote through a pointer to `char *`. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_string_free(text: *mut c_char) {
    if text.is_null() {
        return;
    }
    guarded((), || {
        // SAFETY: the caller's contract: the text comes from `put_text` and is not used again.
        drop(unsafe { CString::from_raw(text) });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_result() {
        assert_eq!(fallible(|| panic!("on purpose")), ResultCode::Panic);
        // SAFETY: no place.
        let mut nowhere = unsafe { Output::new(ptr::null_mut()) };
        assert_eq!(explained(&mut nowhere, || panic!("on purpose")), ResultCode::Panic);
        assert_eq!(guarded(7, || panic!("on purpose")), 7);
        struct Twice;
        impl Drop for Twice {
            fn drop(&mut self) {
                // What is left alone takes no memory here, so that a sanitizer says nothing of it.
                std::panic::panic_any(());
            }
        }
        assert_eq!(guarded(7, || std::panic::panic_any(Twice)), 7);
    }

    #[test]
    fn lengths_that_no_object_has_are_refused() {
        let one = [1u16, 2];
        // SAFETY: nothing is read of what is refused, and there are two.
        unsafe {
            assert_eq!(values(one.as_ptr(), usize::MAX), Err(ResultCode::InvalidValue));
            assert_eq!(values(one.as_ptr(), isize::MAX.unsigned_abs() / 2 + 1), Err(ResultCode::InvalidValue));
            assert_eq!(values::<u16>(ptr::null(), 1), Err(ResultCode::NullPointer));
            assert_eq!(values::<u16>(ptr::null(), 0), Ok(&[][..]));
            assert_eq!(values(one.as_ptr(), 2), Ok(&one[..]));
            assert_eq!(values(one.as_ptr().cast::<u8>().add(1).cast::<u16>(), 1), Err(ResultCode::InvalidValue));
        }
    }

    #[test]
    fn a_text_never_ends_early() {
        assert_eq!(c_string("a\0b").to_str(), Ok("a\\u{0}b"));
        assert_eq!(c_string("ä").to_str(), Ok("ä"));
    }
}
