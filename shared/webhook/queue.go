package webhook

// The most deliveries in flight at once to one endpoint, and to all endpoints of a seller.
const (
	maxPerEndpoint = 2
	maxPerSeller   = 8
)

// A queue has the deliveries that are due, taken in turn: by seller, and for each seller by endpoint.
type queue struct {
	sellers  []*sellerQueue
	bySeller map[string]*sellerQueue
	known    map[string]bool // deliveries that wait here or are in flight
	parked   int             // how many wait here
}

type sellerQueue struct {
	endpoints []*endpointQueue
	byID      map[string]*endpointQueue
	inFlight  int
}

type endpointQueue struct {
	waiting  []Delivery
	inFlight int
}

func newQueue() *queue {
	return &queue{bySeller: make(map[string]*sellerQueue), known: make(map[string]bool)}
}

func (d *Delivery) key() string { return d.Seller + "\x00" + d.Endpoint + "\x00" + d.Event }

// add puts a delivery at the end of its endpoint's queue, unless it is known already.
func (q *queue) add(d Delivery) {
	if q.known[d.key()] {
		return
	}
	q.known[d.key()] = true
	q.parked++
	s := q.bySeller[d.Seller]
	if s == nil {
		s = &sellerQueue{byID: make(map[string]*endpointQueue)}
		q.bySeller[d.Seller], q.sellers = s, append(q.sellers, s)
	}
	e := s.byID[d.Endpoint]
	if e == nil {
		e = &endpointQueue{}
		s.byID[d.Endpoint], s.endpoints = e, append(s.endpoints, e)
	}
	e.waiting = append(e.waiting, d)
}

// take returns the next delivery whose endpoint and seller have not used up their shares.
func (q *queue) take() (Delivery, bool) {
	for i, s := range q.sellers {
		if s.inFlight >= maxPerSeller {
			continue
		}
		for j, e := range s.endpoints {
			if len(e.waiting) == 0 || e.inFlight >= maxPerEndpoint {
				continue
			}
			d := e.waiting[0]
			e.waiting = e.waiting[1:]
			e.inFlight, s.inFlight = e.inFlight+1, s.inFlight+1
			s.endpoints = append(append(s.endpoints[:j:j], s.endpoints[j+1:]...), e)
			q.sellers = append(append(q.sellers[:i:i], q.sellers[i+1:]...), s)
			q.parked--
			return d, true
		}
	}
	return Delivery{}, false
}

// done releases the share of a delivery.
func (q *queue) done(d Delivery) {
	s := q.bySeller[d.Seller]
	s.inFlight--
	s.byID[d.Endpoint].inFlight--
	delete(q.known, d.key())
}

// drop removes all waiting deliveries to an endpoint, and returns them.
func (q *queue) drop(seller, endpoint string) []Delivery {
	e := q.bySeller[seller].byID[endpoint]
	dropped := e.waiting
	e.waiting = nil
	for i := range dropped {
		delete(q.known, dropped[i].key())
	}
	q.parked -= len(dropped)
	return dropped
}
