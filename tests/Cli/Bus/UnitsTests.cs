using Relay.Cli.Bus;

namespace Relay.Cli.Tests.Bus;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1_234_567, "1,234,567")]
    public void Count_AnyNumber_HasThousandsSeparators(long number, string text) => Assert.Equal(text, Units.Count(number));

    [Theory]
    [InlineData(0, "0/s")]
    [InlineData(0.26, "0.3/s")]
    [InlineData(9.96, "10/s")]
    [InlineData(45_678.9, "45,679/s")]
    public void Rate_AnyNumber_HasADigitAfterThePointOnlyWhenSmall(double perSecond, string text) => Assert.Equal(text, Units.Rate(perSecond));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1,023 B")]
    [InlineData(1024, "1.0 KB")]
    [InlineData(1536, "1.5 KB")]
    [InlineData(5L * 1024 * 1024, "5.0 MB")]
    [InlineData(1023L * 1024 * 1024 * 1024, "1,023.0 GB")]
    [InlineData(3_000L * 1024 * 1024 * 1024 * 1024, "3,000.0 TB")]
    public void Bytes_AnySize_IsInTheLargestUnitThatItFills(long bytes, string text) => Assert.Equal(text, Units.Bytes(bytes));

    [Theory]
    [InlineData("00:00:00.5", "0.5 s")]
    [InlineData("00:00:30", "30 s")]
    [InlineData("00:01:30", "90 s")]
    [InlineData("00:05:00", "5 min")]
    [InlineData("01:00:00", "1 h")]
    [InlineData("1.12:00:00", "36 h")]
    [InlineData("7.00:00:00", "7 d")]
    public void Duration_AnyTime_IsInTheLargestUnitOfWhichItIsWhole(string time, string text) =>
        Assert.Equal(text, Units.Duration(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));
}
