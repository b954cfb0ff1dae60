//! A server that follows a script, at the other end of a stream in memory.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What a server says at once, and then after each thing that it waits for.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    /// What ends that which is waited for, and what is said then.
    turns: Vec<(String, Vec<u8>)>,
    piece: usize,
    pause: Duration,
    stop: Option<(usize, Stop)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stop {
    Stall,
    HangUp,
}

impl Script {
    pub(crate) fn new(greeting: &str) -> Self {
        Self::from_octets(greeting.as_bytes().to_vec())
    }

    pub(crate) fn from_octets(greeting: Vec<u8>) -> Self {
        Self { turns: vec![(String::new(), greeting)], piece: usize::MAX, pause: Duration::ZERO, stop: None }
    }

    pub(crate) fn then(mut self, awaited: &str, reply: &str) -> Self {
        self.turns.push((awaited.to_owned(), reply.as_bytes().to_vec()));
        self
    }

    /// How many things are said.
    pub(crate) fn len(&self) -> usize {
        self.turns.len()
    }

    /// More in the last thing that is said.
    pub(crate) fn append(mut self, text: &str) -> Self {
        self.turns.last_mut().unwrap().1.extend_from_slice(text.as_bytes());
        self
    }

    pub(crate) fn replace_last(mut self, text: &str) -> Self {
        self.turns.last_mut().unwrap().1 = text.as_bytes().to_vec();
        self
    }

    /// The last thing is said together with the one before it.
    pub(crate) fn move_last_forward(mut self) -> Self {
        let (_, last) = self.turns.pop().unwrap();
        self.turns.last_mut().unwrap().1.extend(last);
        self
    }

    pub(crate) fn in_pieces(mut self, piece: usize) -> Self {
        self.piece = piece;
        self
    }

    pub(crate) fn every(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    pub(crate) fn stall_after(mut self, replies: usize) -> Self {
        self.stop = Some((replies, Stop::Stall));
        self
    }

    pub(crate) fn hang_up_after(mut self, replies: usize) -> Self {
        self.stop = Some((replies, Stop::HangUp));
        self
    }
}

/// The client's end of a stream, and the server, which gives what it heard after the script.
pub(crate) fn talk(script: Script) -> (DuplexStream, JoinHandle<String>) {
    let (client, server) = tokio::io::duplex(1 << 20);
    (client, tokio::spawn(serve(server, script)))
}

async fn serve(mut stream: DuplexStream, script: Script) -> String {
    let mut heard = String::new();
    for (at, (awaited, reply)) in script.turns.iter().enumerate() {
        match script.stop {
            Some((after, Stop::HangUp)) if after == at => return heard,
            Some((after, Stop::Stall)) if after == at => {
                sleep(Duration::from_secs(3600)).await;
                return heard;
            }
            _ => {}
        }
        while !heard.ends_with(awaited.as_str()) {
            match stream.read_u8().await {
                Ok(octet) => heard.push(char::from(octet)),
                Err(_) => return heard,
            }
        }
        heard.clear();
        for piece in reply.chunks(script.piece) {
            if stream.write_all(piece).await.is_err() {
                return heard;
            }
            if !script.pause.is_zero() {
                sleep(script.pause).await;
            }
            if script.piece == 1 {
                tokio::task::yield_now().await;
            }
        }
    }
    if script.stop.is_some_and(|(_, stop)| stop == Stop::HangUp) {
        return heard;
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    String::from_utf8_lossy(&rest).into_owned()
}
