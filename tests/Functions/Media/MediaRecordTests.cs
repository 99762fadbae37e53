using Relay.Functions.Media;

namespace Relay.Functions.Tests.Media;

public sealed class MediaRecordTests
{
    [Theory]
    [InlineData("instagram", true)] // the owner
    [InlineData("whatsapp", true)]
    [InlineData("haiket", false)]
    [InlineData("Whatsapp", false)]
    [InlineData("", false)]
    public void MayRead_Partner_IsTheOwnerOrAReader(string partner, bool expected) =>
        Assert.Equal(expected, new MediaRecord(Guid.NewGuid(), "instagram", 1, "", ["whatsapp", "birdychat"], true, default).MayRead(partner));

    [Fact]
    public void DeclaredAt_IdOfATime_IsThatTime()
    {
        var time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
        Assert.Equal(time, MediaStore.DeclaredAt(Guid.CreateVersion7(time)));
    }

    // An id comes from a caller's path and can be anything.
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("e677d21f-dc00-7000-8000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void DeclaredAt_AnyId_IsATime(string id) =>
        Assert.InRange(MediaStore.DeclaredAt(Guid.Parse(id)), DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
}
