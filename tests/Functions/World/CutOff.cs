using Azure;

namespace Relay.Functions.Tests.World;

/// <summary>A place between two calls at the stores, at which what a test makes is cut off.</summary>
/// <param name="stores">The stores, as yet empty.</param>
/// <param name="at">The number of the call at the stores.</param>
/// <param name="isAfter">Whether that call is still carried out, and only its answer lost.</param>
internal sealed class CutOff(PeopleStores stores, int at, bool isAfter)
{
    public PeopleStores Stores => stores;

    public int At => at;

    /// <summary>Whether it came to that call.</summary>
    public bool IsReached { get; private set; }

    /// <summary>Tries a test at every place, before and after each call at the stores, until what it cuts off makes fewer.</summary>
    public static void Everywhere(Func<CutOff, Task> test)
    {
        for (var at = 1; Try(test, at, isAfter: false) & Try(test, at, isAfter: true); at++)
        {
        }
    }

    /// <summary>Tries a test before each of the first calls at the stores.</summary>
    public static void Before(int calls, Func<CutOff, Task> test)
    {
        for (var at = 1; at <= calls; at++)
            Try(test, at, isAfter: false);
    }

    /// <summary>Runs what is cut off here; the next calls at the stores are not.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        stores.Calls.Cut(at, isAfter);
        try
        {
            await work();
        }
        catch (RequestFailedException cut) when (cut.Status == 503)
        {
            IsReached = true;
        }

        stores.Calls.Reset();
    }

    private static bool Try(Func<CutOff, Task> test, int at, bool isAfter)
    {
        var isReached = false;
        Schedule.Run(at, async () =>
        {
            using var stores = new PeopleStores();
            var place = new CutOff(stores, at, isAfter);
            await test(place);
            isReached = place.IsReached;
        });
        return isReached;
    }
}
