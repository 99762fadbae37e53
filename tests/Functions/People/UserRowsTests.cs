using System.Text.Json;
using Azure.Data.Tables;
using FsCheck;
using FsCheck.Fluent;
using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

public sealed class UserRowsTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(1_000);
    private static readonly AddressKeys Keys = SamplePeople.Keys();

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var record = SamplePeople.Record(new Random(seed));
        var rowKey = Keys.RowKeyOf("home", "ana");
        var read = UserRows.Read(Stored(UserRows.Write(record, "home", rowKey, Keys)), Keys);
        return Text(read) == Text(record) && read.IsEnlisted && read.AddressHash == AddressKeys.LaneHashOf(rowKey);
    }));

    [Fact]
    public void Read_OfAMark_IsNobody() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var mark = new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = SamplePeople.Time(new Random(seed)) };
        var row = Stored(UserRows.Write(mark, "home", Keys.RowKeyOf("home", "ana"), Keys));
        var read = UserRows.Read(row, Keys);
        return !read.IsEnlisted && !read.OptedIn && read.ErasedAt == mark.ErasedAt && read.Links.Count == 0 && read.Relations.Count == 0
            && row.Keys.Count(key => key is not ("PartitionKey" or "RowKey") && row[key] is not null && !key.StartsWith("odata", StringComparison.Ordinal) && key != "Timestamp") == 1;
    }));

    [Fact]
    public void Row_OfAnyUser_NamesNobodyElse() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var record = SamplePeople.Record(new Random(seed));
        var row = UserRows.Write(record, "home", Keys.RowKeyOf("home", "ana"), Keys);
        var texts = ((IDictionary<string, object>)row).Values.Select(value => value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value.ToString() ?? "");
        return texts.All(text => !text.Contains("linked-", StringComparison.Ordinal));
    }));

    [Fact]
    public void Row_OfTheLargestUser_FitsIntoTableStorage()
    {
        var random = new Random(1);
        var record = SamplePeople.Record(random) with
        {
            Partners = [.. Enumerable.Range(0, 64).Select(i => new string('p', 29) + $"{i:D3}")],
            Devices = [.. Enumerable.Range(1, 20).Select(device => new UserDevice(device, 16383))],
            Links = [.. Enumerable.Range(0, UserLink.Most).Select(i => SamplePeople.Link(random, new Address(new string('p', 32), new string('u', 128))))],
            History = [.. Enumerable.Range(0, UserChange.Most).Select(_ => new UserChange(DateTimeOffset.MaxValue, "contact-granted", new string('d', 64)))],
            Identifiers = [.. Enumerable.Range(0, 4).Select(_ => new FindableIdentifier(new string('F', 64), "number", [.. Enumerable.Range(0, 64).Select(_ => new string('p', 32))]))],
            Relations = Enumerable.Range(0, 100).Aggregate(RelationSet.Empty, (set, i) => set.With(RelationKind.Asked, (UInt128)i, DateTimeOffset.UnixEpoch)),
        };

        var row = UserRows.Write(record, "home", Keys.RowKeyOf("home", "ana"), Keys);

        // A property is at most 64 KiB; text counts two bytes a character.
        Assert.All(((IDictionary<string, object>)row).Values, value => Assert.InRange(value is byte[] bytes ? bytes.Length : (value.ToString()?.Length ?? 0) * 2, 0, 64 * 1024));
    }

    // Table storage gives times back in UTC, and bytes as bytes.
    private static TableEntity Stored(TableEntity row) => new(row);

    private static string Text(UserRecord record) => JsonSerializer.Serialize(record)
        + JsonSerializer.Serialize(record.Links) + Convert.ToHexString(record.Relations.ToBytes()) + record.ErasedAt?.UtcTicks;
}
