use super::*;
use crate::store::sqlite::connection::open_writer;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

fn insert(value: i64) -> impl Fn(&mut Connection) -> Result<i64, StoreError> + Send {
    move |connection| {
        diesel::sql_query("INSERT INTO t VALUES (?)").bind::<BigInt, _>(value).execute(connection)?;
        Ok(value)
    }
}

fn writer(folder: &tempfile::TempDir) -> (Writer, JoinHandle<Connection>) {
    let path = folder.path().join("t.db");
    let mut connection = open_writer(&path).unwrap();
    connection.batch_execute("CREATE TABLE t (a INTEGER UNIQUE)").unwrap();
    Writer::start(connection, OpenedFiles::of(&path).unwrap(), Box::new(|_| ())).unwrap()
}

fn stored(folder: &tempfile::TempDir) -> Vec<i64> {
    let mut connection = open_writer(&folder.path().join("t.db")).unwrap();
    diesel::dsl::sql::<BigInt>("SELECT a FROM t ORDER BY a").load(&mut connection).unwrap()
}

#[tokio::test]
async fn a_change_that_fails_or_panics_leaves_its_neighbours_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, thread) = writer(&folder);
    let failing = |connection: &mut Connection| -> Result<i64, StoreError> {
        insert(2)(connection)?;
        insert(1)(connection)
    };
    let panicking = |connection: &mut Connection| -> Result<i64, StoreError> {
        insert(3)(connection)?;
        Transactions::begin_transaction(connection)?;
        panic!("as the test wants it")
    };
    let results =
        tokio::join!(writer.write(insert(1)), writer.write(failing), writer.write(panicking), writer.write(insert(4)),);
    assert_eq!(results.0.unwrap(), 1);
    assert!(matches!(results.1, Err(StoreError::Internal(_))));
    assert!(matches!(results.2, Err(StoreError::Internal(text)) if text.contains("panicked")));
    assert_eq!(results.3.unwrap(), 4);
    assert_eq!(stored(&folder), [1, 4]);
    drop(writer);
    thread.join().unwrap();
}

#[tokio::test]
async fn a_refusal_that_rests_on_a_change_that_was_not_committed_falls_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, thread) = writer(&folder);
    let deferred = |connection: &mut Connection| -> Result<(), StoreError> {
        let parent = "CREATE TABLE parent (a INTEGER PRIMARY KEY)";
        let child = "CREATE TABLE child (a INTEGER REFERENCES parent (a) DEFERRABLE INITIALLY DEFERRED)";
        Ok(connection.batch_execute(&format!("{parent}; {child}"))?)
    };
    writer.write(deferred).await.unwrap();
    let orphan = |connection: &mut Connection| -> Result<(), StoreError> {
        Ok(connection.batch_execute("INSERT INTO child VALUES (1)")?)
    };
    let refused = |_: &mut Connection| -> Result<(), StoreError> { Err(StoreError::Internal("taken".to_owned())) };
    // While the writer is kept busy, the two others come to wait for the same commit.
    let Held { mut busy, release, holder } = hold(&writer);
    busy.recv().await.unwrap();
    let let_go = async { release.send(()).unwrap() };
    let (first, second, ()) = tokio::join!(writer.write(orphan), writer.write(refused), let_go);
    assert!(matches!(first, Err(StoreError::Unavailable(_))), "{first:?}");
    assert!(matches!(second, Err(StoreError::Unavailable(_))), "{second:?}");
    holder.await.unwrap().unwrap();
    drop(writer);
    thread.join().unwrap();
}

#[tokio::test]
async fn a_group_that_cannot_be_committed_is_answered_as_unavailable_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, thread) = writer(&folder);
    let full = |connection: &mut Connection| -> Result<(), StoreError> {
        connection.batch_execute("PRAGMA max_page_count = 1")?;
        for value in 0..100_000 {
            insert(value)(connection)?;
        }
        Ok(())
    };
    let refused = writer.write(full).await;
    assert!(matches!(refused, Err(StoreError::Full(_))), "{refused:?}");
    let grow = |connection: &mut Connection| -> Result<(), StoreError> {
        Ok(connection.batch_execute("PRAGMA max_page_count = 1000000")?)
    };
    writer.write(grow).await.unwrap();
    writer.write(insert(7)).await.unwrap();
    assert_eq!(stored(&folder), [7]);
    drop(writer);
    thread.join().unwrap();
}

/// Work that holds the writer up: what tells that it has begun, and what lets it go.
struct Held {
    busy: mpsc::UnboundedReceiver<()>,
    release: std::sync::mpsc::Sender<()>,
    holder: tokio::task::JoinHandle<Result<(), StoreError>>,
}

fn hold(writer: &Writer) -> Held {
    let (begun, busy) = mpsc::unbounded_channel();
    let (release, released) = std::sync::mpsc::channel();
    let work = move |_: &mut Connection| -> Result<(), StoreError> {
        begun.send(()).unwrap();
        released.recv().unwrap();
        Ok(())
    };
    let writer = writer.clone();
    Held { busy, release, holder: tokio::spawn(async move { writer.write(work).await }) }
}

#[test]
fn work_that_was_taken_back_is_done_again_from_its_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = open_writer(&folder.path().join("t.db")).unwrap();
    connection.batch_execute("CREATE TABLE t (a INTEGER UNIQUE)").unwrap();
    let (reply, mut answer) = oneshot::channel();
    let mut job = Box::new(Task { work: insert(7), outcome: None, reply });
    for _ in 0..2 {
        Transactions::begin_transaction(&mut connection).unwrap();
        assert!(job.run(&mut connection));
        Transactions::rollback_transaction(&mut connection).unwrap();
        assert_eq!(stored(&folder), [0; 0]);
    }
    assert!(job.run(&mut connection));
    job.reply(Ok(()));
    assert_eq!(answer.try_recv().unwrap().unwrap(), 7);
    assert_eq!(stored(&folder), [7]);
}

#[tokio::test]
async fn a_group_takes_the_write_lock_before_any_of_its_work_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let mut connection = open_writer(&path).unwrap();
    connection.batch_execute("CREATE TABLE t (a INTEGER UNIQUE); PRAGMA busy_timeout = 20").unwrap();
    let (writer, thread) = Writer::start(connection, OpenedFiles::of(&path).unwrap(), Box::new(|_| ())).unwrap();
    let mut other = open_writer(&path).unwrap();
    other.batch_execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)").unwrap();
    let (ran, has_run) = std::sync::mpsc::channel();
    let work = move |connection: &mut Connection| {
        ran.send(()).unwrap();
        insert(2)(connection)
    };
    let refused = writer.write(work).await;
    assert!(matches!(&refused, Err(StoreError::Unavailable(text)) if text.contains("locked")), "{refused:?}");
    assert!(has_run.recv().is_err(), "the work is not begun, so it cannot fail half-way");
    other.batch_execute("COMMIT").unwrap();
    writer.write(insert(3)).await.unwrap();
    assert_eq!(stored(&folder), [1, 3]);
    drop(writer);
    thread.join().unwrap();
}

#[tokio::test]
async fn a_change_for_which_there_is_no_place_is_turned_away_and_was_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, thread) = writer(&folder);
    let hurried = Writer { patience: Duration::from_millis(1), ..writer.clone() };
    let Held { mut busy, release, holder } = hold(&writer);
    busy.recv().await.unwrap();
    let first: Vec<_> = (0..i64::try_from(QUEUE).unwrap())
        .map(|value| {
            let writer = writer.clone();
            tokio::spawn(async move { writer.write(insert(value)).await })
        })
        .collect();
    while writer.queue.capacity() > 0 {
        tokio::task::yield_now().await;
    }
    let refused = hurried.write(insert(-1)).await;
    assert!(matches!(&refused, Err(StoreError::Unavailable(text)) if text.contains("waiting")), "{refused:?}");
    release.send(()).unwrap();
    holder.await.unwrap().unwrap();
    for change in first {
        change.await.unwrap().unwrap();
    }
    assert_eq!(stored(&folder).len(), QUEUE, "those that had a place were made");
    drop((writer, hurried));
    thread.join().unwrap();
}

#[tokio::test]
async fn changes_that_wait_when_the_program_stops_are_made_and_answered() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, thread) = writer(&folder);
    let Held { mut busy, release, holder } = hold(&writer);
    busy.recv().await.unwrap();
    let waiting = tokio::spawn({
        let writer = writer.clone();
        async move { writer.write(insert(1)).await }
    });
    while writer.queue.capacity() == QUEUE {
        tokio::task::yield_now().await;
    }
    drop(writer);
    release.send(()).unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), 1);
    holder.await.unwrap().unwrap();
    thread.join().unwrap();
    assert_eq!(stored(&folder), [1]);
}

#[tokio::test]
async fn when_the_writer_ends_the_file_holds_everything_also_beside_another_connection() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, thread) = writer(&folder);
    let mut other = open_writer(&folder.path().join("t.db")).unwrap();
    let read = |other: &mut Connection| diesel::dsl::sql::<BigInt>("SELECT count(*) FROM t").get_result::<i64>(other);
    assert_eq!(read(&mut other).unwrap(), 0);
    writer.write(insert(1)).await.unwrap();
    drop(writer);
    thread.join().unwrap();
    assert_eq!(std::fs::metadata(folder.path().join("t.db-wal")).unwrap().len(), 0);
    assert_eq!(read(&mut other).unwrap(), 1);
}
